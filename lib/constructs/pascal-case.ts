/** The construct id for a name of the function table: `Direct` for `direct`, `PoolFast` for `pool-fast`. */
export function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}
