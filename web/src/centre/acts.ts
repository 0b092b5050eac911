// What can be done with a thing, as pages declare it.

export type Act = {
  key: string;
  title: string;
  /** Whether the server allows it now. */
  on: boolean;
  /** Why not, in words. */
  why?: string;
  primary?: boolean;
  danger?: boolean;
  /** What is asked before it is done; with `reason`, which it is named by, one is demanded. */
  ask?: { title: string; lead?: string; sure?: string; reason?: string };
  run: (reason: string) => unknown;
  /** What is said when it is done. */
  done?: string;
};
