// Where sessions are talked in: the chat window.

export const sessionAddress = (id: string): string => `/chat?session=${encodeURIComponent(id)}`;
