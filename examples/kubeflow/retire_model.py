"""A step of a pipeline that tears a model down: python3 retire_model.py ARN

Exits with 0 if the model was deleted or is gone, and with 1 if it was kept. A step that is repeated joins the teardown that is
running. For a Kubeflow component, decorate the function:
@dsl.component(base_image="python:3.12", packages_to_install=["temporalio"])
"""


def retire_model(project_version_arn: str, address: str = "127.0.0.1:7233", namespace: str = "default") -> str:
    # In the function, because Kubeflow copies nothing else.
    import asyncio

    from temporalio.client import Client
    from temporalio.common import WorkflowIDConflictPolicy

    async def retire() -> str:
        client = await Client.connect(address, namespace=namespace)
        result = await client.execute_workflow(
            "teardownModel",
            {"projectVersionArn": project_version_arn, "ifRunning": "fail", "requestedBy": "pipeline"},
            id=f"teardown-model/{project_version_arn}",
            task_queue="model-teardown",
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        return result["outcome"]

    return asyncio.run(retire())


if __name__ == "__main__":
    import os
    import sys

    from temporalio.client import WorkflowFailureError

    code = 1
    try:
        outcome = retire_model(sys.argv[1], os.environ.get("TEMPORAL_ADDRESS", "127.0.0.1:7233"))
        print(outcome)
        code = 0 if outcome in ("deleted", "alreadyGone") else 1
    except WorkflowFailureError as error:
        print(error.cause, file=sys.stderr)
    # Python can crash if it exits right after a call, while a thread of the SDK still returns to it.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
