/**
 * Loaded before a service's program. The IPC channel closes when the local stack exits, even by SIGKILL; a service that
 * kept running would keep its port.
 */
process.on('disconnect', () => process.exit(0));
process.channel?.unref();
