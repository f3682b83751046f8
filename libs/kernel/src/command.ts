/**
 * A command takes its fields as one object: `class CancelOrder extends CommandOf<CancelOrder>` declares them, and then
 * `new CancelOrder({ … })` needs them. Give no field an initial value: it would replace the given one.
 */
export abstract class CommandOf<Fields extends object> {
  constructor(fields: Fields) {
    Object.assign(this, fields);
  }
}
