import type { RequestClass } from './request-class.js';
import type { Shape } from './shape.js';

/** A function that makes instances of a class from fields without flaws. */
export function instanceMakerOf(shape: Shape): (fields: object) => object {
  const constructor = shape.type;
  const dropNulls = nullDropper(shape);
  const make = assignsFields(constructor, shape)
    ? (fields: object) => new constructor(fields)
    : (fields: object) => Object.assign(new constructor({}), fields);
  if (!dropNulls) return make;
  return (fields) => {
    dropNulls(fields);
    return make(fields);
  };
}

/** Whether the constructor assigns the fields that it receives. */
function assignsFields(constructor: RequestClass, { fields: [first] }: Shape): boolean {
  const marker = {};
  return first !== undefined && Reflect.get(new constructor({ [first.name]: marker }), first.name) === marker;
}

type Drop = (fields: object) => void;

/** Removes optional fields that are null, since their types do not allow null. */
function nullDropper({ fields }: Shape): Drop | undefined {
  const drops = fields.flatMap((field): Drop[] => {
    const dropNested = field.nested && nullDropper(field.nested);
    const { name, optional } = field;
    const drop: Drop[] = [];
    if (optional)
      drop.push((owner) => void (Reflect.get(owner, name) === null && Reflect.deleteProperty(owner, name)));
    if (dropNested) drop.push((owner) => [Reflect.get(owner, name) ?? []].flat().forEach(dropNested));
    return drop;
  });
  return drops.length === 0 ? undefined : (owner) => drops.forEach((drop) => drop(owner));
}
