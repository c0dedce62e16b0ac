temporal operator nexus endpoint create --name model-teardown \
  --target-namespace default --target-task-queue model-teardown
