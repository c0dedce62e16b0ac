/** The error of an assumption of the role of a model's account. It has the name of STS's own error, which tells its kind. */
export class AssumeRoleError extends Error {
  readonly role: string;

  constructor(role: string, cause: Error) {
    super(cause.message, { cause });
    // With it, what the SDK notes about the answer.
    Object.assign(this, cause, { name: cause.name });
    this.role = role;
  }
}
