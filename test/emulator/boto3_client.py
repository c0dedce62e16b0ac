"""Drives the emulator with boto3: `boto3_client.py CHECK ENDPOINT PROJECT_ARN VERSION_ARN`."""

import sys

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

check, endpoint, project, version = sys.argv[1:]
CONFIG = Config(retries={"total_max_attempts": 1})
client = boto3.client(
    "rekognition",
    endpoint_url=endpoint,
    region_name="eu-west-1",
    aws_access_key_id="AKIDEXAMPLE",
    aws_secret_access_key="secret",
    config=CONFIG,
)


def versions(**query):
    answer = client.describe_project_versions(ProjectArn=project, **query)
    return {it["ProjectVersionArn"]: it["Status"] for it in answer["ProjectVersionDescriptions"]}


def error_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error
    raise AssertionError("the call was not refused")


def lists_what_there_is():
    described = client.describe_projects(ProjectNames=["shelves"])["ProjectDescriptions"]
    assert [it["ProjectArn"] for it in described] == [project], described
    assert described[0]["CreationTimestamp"].year >= 2026
    assert versions(VersionNames=["v1"]) == {version: "RUNNING"}
    assert client.list_tags_for_resource(ResourceArn=version)["Tags"] == {"team": "retail"}
    assert client.list_project_policies(ProjectArn=project)["ProjectPolicies"] == []


def stops_and_deletes_a_model():
    assert client.stop_project_version(ProjectVersionArn=version)["Status"] == "STOPPING"
    while versions()[version] != "STOPPED":
        pass
    assert client.delete_project_version(ProjectVersionArn=version)["Status"] == "DELETING"
    while versions():
        pass


def pages():
    pages = client.get_paginator("describe_project_versions").paginate(
        ProjectArn=project, PaginationConfig={"PageSize": 1}
    )
    seen = [it["ProjectVersionArn"] for page in pages for it in page["ProjectVersionDescriptions"]]
    assert version in seen and len(seen) == 2, seen


def waits_with_botocores_own_waiter():
    waiter = client.get_waiter("project_version_running")
    waiter.wait(ProjectArn=project, VersionNames=["v1"], WaiterConfig={"Delay": 1, "MaxAttempts": 2})
    waiter = client.get_waiter("project_version_training_completed")
    try:
        waiter.wait(ProjectArn=project, VersionNames=["v1"], WaiterConfig={"Delay": 1, "MaxAttempts": 1})
    except WaiterError:
        return
    raise AssertionError("a running model is not one whose training has just been completed")


def refuses_in_the_words_of_the_service_model():
    error = error_of(client.delete_project_version, ProjectVersionArn=version)
    assert isinstance(error, client.exceptions.ResourceInUseException), error
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert error.response["ResponseMetadata"]["RequestId"]
    error = error_of(client.stop_project_version, ProjectVersionArn="not an ARN, but 20 long")
    assert error.response["Error"]["Code"] == "ValidationException", error
    missing = version[:-1] + ("1" if version[-1] != "1" else "2")
    error = error_of(client.stop_project_version, ProjectVersionArn=missing)
    assert isinstance(error, client.exceptions.ResourceNotFoundException), error


def refuses_who_does_not_sign():
    anonymous = boto3.client(
        "rekognition",
        endpoint_url=endpoint,
        region_name="eu-west-1",
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
    )
    error = error_of(anonymous.describe_projects)
    assert error.response["Error"]["Code"] == "MissingAuthenticationTokenException", error


globals()[check]()
