from airflow.sdk import DAG, Param

from teardown_operator import TeardownOperator

with DAG("retire_model", params={"project_version_arn": Param(type="string")}) as dag:
    TeardownOperator(task_id="tear_down", project_version_arn="{{ params.project_version_arn }}")
