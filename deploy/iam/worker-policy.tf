# IAM policy of the worker, for all models in an account and Region, or for the models of some projects.

variable "account_id" {
  description = "The account whose models are torn down."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An account id is twelve digits."
  }
}

variable "region" {
  description = "Their Region."
  type        = string
}

variable "project" {
  description = "The name of their project; \"*\" stands for any text."
  type        = string
  default     = "*"
}

locals {
  policy = replace(replace(replace(
    file("${path.module}/worker-policy.json"),
    "REGION", var.region),
    "ACCOUNT", var.account_id),
    "project/NAME", "project/${var.project}"
  )
}

output "policy_json" {
  description = "For aws_iam_policy, aws_iam_role_policy, and their like."
  value       = local.policy
}
