import asyncio, os, sys
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError


async def main(arn: str) -> None:
    client = await Client.connect(os.environ.get("TEMPORAL_ADDRESS", "127.0.0.1:7233"))
    handle = await client.start_workflow(
        "teardownModel",
        {"projectVersionArn": arn, "ifRunning": "fail", "requestedBy": "retention-job"},
        id=f"teardown-model/{arn}",
        task_queue="model-teardown",
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="Tear down an old model",
    )
    try:
        result = await handle.result()
        print(result["outcome"], "in", len(result["steps"]), "steps")
    except WorkflowFailureError as error:
        if not isinstance(error.cause, ApplicationError):
            raise
        print(f"{error.cause.type}: {error.cause.message}")


asyncio.run(main(sys.argv[1]))
# Python can crash if it exits right after a call, while a thread of the SDK still returns to it (temporalio 1.10 to 1.35:
# in a third of the runs on a busy machine). A long-running backend does not need these two lines.
sys.stdout.flush()
os._exit(0)
