/** The server `spillway-doctor`: published for as long as doctor measures a stage, with a key that opens it alone. */

export { createDoctorServer, type DoctorServer, ServerNotOpened } from './doctor-server.ts';
export { ADDRESS_TOOL, PUBLISHED_LATER, ROWS_TOOL } from './documents.ts';
