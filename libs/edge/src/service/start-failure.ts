/** Errors whose message says everything that an operator needs. */
const plainErrors: ReadonlySet<string> = new Set([
  'BadSetting',
  'StoreRefused',
  'StoreUnavailable',
  'StoreDamaged',
  'ReadStoreRefused',
  'ReadStoreUnavailable',
  'KeyStoreRefused',
  'KeyStoreUnavailable',
  'BusRefused',
  'BusUnavailable',
]);

/** Why a service could not start: one line where the cause is plain, else the stack. */
export function startFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const line = systemFailure(error) ?? (plainErrors.has(error.name) ? error.message : undefined);
  return line?.replaceAll(/\s*\n\s*/g, ' ') ?? error.stack ?? error.message;
}

/** An error of the operating system, for example an unknown host or a folder without permission to write. */
function systemFailure(error: Error): string | undefined {
  const code: unknown = Reflect.get(error, 'code');
  const syscall: unknown = Reflect.get(error, 'syscall');
  if (code === 'ERR_SQLITE_ERROR') return `Waybill cannot open its database: ${error.message}.`;
  if (code === 'EADDRINUSE')
    return `Another process listens on port ${Reflect.get(error, 'port')}. Set PORT to a free port, or to 0 for any.`;
  if (syscall === 'getaddrinfo')
    return `The host name ${Reflect.get(error, 'hostname')} cannot be resolved (${String(code)}). Check HOST and the URLs of the stores.`;
  if (syscall === 'listen') return `Waybill cannot listen: ${error.message}. Check HOST and PORT.`;
  if (typeof code === 'string' && typeof syscall === 'string')
    return `Waybill cannot start: ${error.message}.`;
  return undefined;
}
