"""An operator that starts or joins a teardown, and waits for it in the triggerer, without a worker slot."""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowFailException
from airflow.triggers.base import BaseTrigger, TriggerEvent
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError


async def connect() -> Client:
    address = os.environ.get("TEMPORAL_ADDRESS", "127.0.0.1:7233")
    return await Client.connect(address, namespace=os.environ.get("TEMPORAL_NAMESPACE", "default"))


class TeardownTrigger(BaseTrigger):
    """Fires once the teardown has ended. A restarted triggerer waits for the same run again."""

    def __init__(self, workflow_id: str, run_id: str) -> None:
        super().__init__()
        self.workflow_id = workflow_id
        self.run_id = run_id

    def serialize(self) -> tuple[str, dict[str, Any]]:
        return "teardown_operator.TeardownTrigger", {"workflow_id": self.workflow_id, "run_id": self.run_id}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        handle = (await connect()).get_workflow_handle(self.workflow_id, run_id=self.run_id)
        try:
            yield TriggerEvent({"outcome": (await handle.result())["outcome"]})
        except WorkflowFailureError as error:
            cause = error.cause
            kind = cause.type if isinstance(cause, ApplicationError) else type(cause).__name__
            yield TriggerEvent({"failure": f"{kind}: {cause}"})


class TeardownOperator(BaseOperator):
    """Returns the outcome, such as `deleted`. A retry of the task joins the teardown that is running."""

    template_fields = ("project_version_arn",)

    def __init__(self, *, project_version_arn: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.project_version_arn = project_version_arn

    def execute(self, context: Any) -> None:
        workflow_id, run_id = asyncio.run(self._start(requested_by=f"airflow/{context['dag'].dag_id}"))
        self.log.info("Waiting for %s", workflow_id)
        self.defer(trigger=TeardownTrigger(workflow_id, run_id), method_name="ended")

    async def _start(self, requested_by: str) -> tuple[str, str]:
        arn = self.project_version_arn
        handle = await (await connect()).start_workflow(
            "teardownModel",
            {"projectVersionArn": arn, "ifRunning": "fail", "requestedBy": requested_by},
            id=f"teardown-model/{arn}",
            task_queue="model-teardown",
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        return handle.id, handle.result_run_id or ""

    def ended(self, context: Any, event: dict[str, str]) -> str:
        if "failure" in event:
            raise AirflowFailException(event["failure"])  # a retry would fail in the same way
        return event["outcome"]
