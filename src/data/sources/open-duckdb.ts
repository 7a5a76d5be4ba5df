import type { DuckDBInstance } from '@duckdb/node-api';

/** A database in memory that fetches no extensions and keeps to two gigabytes and one thread. */
export async function openDuckdb(): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  return DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    memory_limit: '2GB',
    threads: '1',
  });
}
