import { userInfo } from 'node:os';

/** Returns the name of the user who runs this command. In a container, the user ID may belong to no user with a name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
