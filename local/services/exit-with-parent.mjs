/**
 * Loaded before a service's program: the channel to the local stack closes when that ends, even by SIGKILL, and a service
 * that nobody can stop any more would keep its port.
 */
process.on('disconnect', () => process.exit(0));
process.channel?.unref();
