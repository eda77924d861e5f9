/** Names that do not match were never published and cause no read. spec: server/tools#tool-names */
export const NAME = /^[A-Za-z0-9_.-]{1,128}$/;
