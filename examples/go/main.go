package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
)

type request struct {
	ProjectVersionArn string `json:"projectVersionArn"`
	IfRunning         string `json:"ifRunning,omitempty"`
	RequestedBy       string `json:"requestedBy,omitempty"`
}

type result struct {
	Outcome string `json:"outcome"`
	Steps   []struct {
		At, Step, From, To string
	} `json:"steps"`
}

func main() {
	arn := os.Args[1]
	c, err := client.Dial(client.Options{HostPort: os.Getenv("TEMPORAL_ADDRESS")})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()

	run, err := c.ExecuteWorkflow(context.Background(), client.StartWorkflowOptions{
		ID:                       "teardown-model/" + arn,
		TaskQueue:                "model-teardown",
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		StaticSummary:            "Tear down an old model",
	}, "teardownModel", request{ProjectVersionArn: arn, IfRunning: "fail", RequestedBy: "retention-job"})
	if err != nil {
		log.Fatal(err)
	}

	var done result
	err = run.Get(context.Background(), &done)
	var failure *temporal.ApplicationError
	if errors.As(err, &failure) {
		fmt.Printf("%s: %s\n", failure.Type(), failure.Message())
		return
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s in %d steps\n", done.Outcome, len(done.Steps))
}
