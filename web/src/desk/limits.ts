// Times of the settings that the server keeps to and does not tell.

/** `transfer_timeout_s`: how long somebody has to say whether they go on with a talk. */
export const ASKED_S = 60;
/** `agent_lost_s`: how long the agent's socket may be broken before the agent is taken for gone. */
export const LOST_S = 45;
