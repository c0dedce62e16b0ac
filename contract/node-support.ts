/** The oldest supported version of Node.js, major and minor, as in `engines` in package.json. */
export const OLDEST_NODE = [22, 12] as const;

/**
 * The environment variable that disables the AWS SDK's own warning, of eight lines, about old versions of Node.js. It
 * disables ours too.
 */
export const NODE_WARNING_DISABLED = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/** The parts of `process` that are needed. */
export interface NodeProcess {
  /** As `process.version`: `v22.12.0`. */
  readonly version: string;
  readonly env: Record<string, string | undefined>;
  readonly stderr: { write(text: string): unknown };
}

/**
 * Writes one line to standard error if this version of Node.js is not supported. Each of our processes calls this first.
 * Does not use `process.emitWarning`, which adds a second line about `--trace-warnings`.
 */
export function announceNodeSupport({ version, env, stderr }: NodeProcess): void {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  if (env[NODE_WARNING_DISABLED] === 'true') return;
  const name = `Node.js ${version.slice(1)}`;
  const use = `Use Node.js ${oldestMajor} (${OLDEST_NODE.join('.')} or later), 24 or 26.`;
  stderr.write(`${name} is out of support. ${use}\n`);
  // Prevents the same line from child processes.
  env[NODE_WARNING_DISABLED] = 'true';
}
