/** A setting that cannot be used. The message gives its name, its value, and the values that it can have. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
}
