/** `spillway login` and `spillway logout`: a person proves who they are in the browser. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../help.ts';
import { type LoginCommandOptions, loginCommand } from './login.ts';
import { type LogoutCommandOptions, logoutCommand } from './logout.ts';

export { openBrowser } from './browser.ts';

/** Adds the commands to the program. */
export function addLoginCommands(program: Command, context: CliContext): void {
  withExamples(program.command('login [url]'), [
    'spillway login https://mcp.example.com/mcp/orders',
    'spillway login https://mcp.example.com/mcp/orders --scope orders:read orders:write',
    'spillway login --local --server countries',
  ])
    .description('log in to an MCP server in the browser; other commands use the login')
    .option('--local', 'use the local stack that is running here')
    .option('--server <name>', 'the MCP server, if the URL is that of the deployment')
    .option('--scope <scopes...>', 'scopes to ask for (default: those that the server names)')
    .option(
      '--client-id <id>',
      'a client that the authorization server knows, or the https URL of its metadata document',
    )
    .option('--issuer <url>', 'the authorization server (default: the first that the server names)')
    .option('--port <number>', 'port on 127.0.0.1 that the browser returns to (default: a free one)')
    .option('--no-browser', 'print the URL, and open no browser')
    .action((url: string | undefined, options: LoginCommandOptions) => loginCommand(url, options, context));
  withExamples(program.command('logout [url]'), [
    'spillway logout https://mcp.example.com/mcp/orders',
    'spillway logout --all',
  ])
    .description('end a login, and remove its tokens from this machine')
    .option('--all', 'end every login')
    .action((url: string | undefined, options: LogoutCommandOptions) => logoutCommand(url, options, context));
}
