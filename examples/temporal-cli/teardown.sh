temporal workflow execute --type teardownModel --task-queue model-teardown \
  --workflow-id "teardown-model/$1" --id-conflict-policy UseExisting \
  --input "{\"projectVersionArn\": \"$1\", \"ifRunning\": \"fail\", \"requestedBy\": \"$USER\"}"
