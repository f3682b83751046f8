import ts from 'typescript';

export type Schema = Readonly<Record<string, unknown>>;

/** Turns the types of documents into JSON Schema: their doc comments become descriptions, `@example` an example. */
export class Schemas {
  readonly #named = new Map<string, Schema>();

  /** `prefix`: the context, because two contexts may have types of the same name. */
  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly prefix: string,
  ) {}

  /** Every named type that was met, by its name in the OpenAPI document. */
  get named(): Readonly<Record<string, Schema>> {
    return Object.fromEntries([...this.#named].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  of(type: ts.Type): Schema {
    if (type.isUnion()) return this.ofUnion(type);
    if (type.isStringLiteral()) return { type: 'string', enum: [type.value] };
    if (type.isNumberLiteral()) return { type: 'number', enum: [type.value] };
    if (type.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
    if (type.flags & ts.TypeFlags.StringLike) return { type: 'string' };
    if (type.flags & ts.TypeFlags.NumberLike) return { type: 'number' };
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
    if (this.checker.isArrayLikeType(type)) return this.ofArray(type);
    if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return this.ofObject(type);
    return {};
  }

  private ofUnion(type: ts.UnionType): Schema {
    const present = type.types.filter((part) => !(part.flags & ts.TypeFlags.Undefined));
    const schemas = present.map((part) => this.of(part));
    const literals = schemas.flatMap((schema) => (Array.isArray(schema['enum']) ? schema['enum'] : []));
    const isString = schemas.every((schema) => schema['type'] === 'string' && 'enum' in schema);
    // Sorted, because the compiler's own order changes with code elsewhere.
    if (isString) return { type: 'string', enum: literals.map(String).toSorted((a, b) => (a < b ? -1 : 1)) };
    const different = new Map(schemas.map((schema) => [JSON.stringify(schema), schema]));
    const sorted = [...different].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, schema]) => schema);
    return sorted.length === 1 && sorted[0] ? sorted[0] : { anyOf: sorted };
  }

  private ofArray(type: ts.Type): Schema {
    const item = this.checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    return { type: 'array', items: item ? this.of(item) : {} };
  }

  /** A named type stands once, under its name. The set entry ends the recursion of a type that contains itself. */
  private ofObject(type: ts.Type): Schema {
    const name = this.nameOf(type);
    if (name === undefined) return this.fieldsOf(type);
    if (!this.#named.has(name)) {
      this.#named.set(name, {});
      this.#named.set(name, {
        ...descriptionOf(type.aliasSymbol ?? type.symbol, this.checker),
        ...this.fieldsOf(type),
      });
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  private fieldsOf(type: ts.Type): Schema {
    const values = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (values) return { type: 'object', additionalProperties: this.of(values) };
    const properties = propertiesOf(type);
    const required = properties.filter(({ flags }) => !(flags & ts.SymbolFlags.Optional));
    return {
      type: 'object',
      ...(required.length > 0 && { required: required.map(({ name }) => name) }),
      properties: Object.fromEntries(
        properties.map((property) => [property.name, this.ofProperty(property)]),
      ),
    };
  }

  private ofProperty(property: ts.Symbol): Schema {
    return { ...this.of(this.checker.getTypeOfSymbol(property)), ...descriptionOf(property, this.checker) };
  }

  /** Without a name: literals of object types, and generic types, whose name does not tell their arguments. */
  private nameOf(type: ts.Type): string | undefined {
    const isGeneric = type.aliasTypeArguments !== undefined || this.argumentsOf(type) > 0;
    const name = (type.aliasSymbol ?? type.symbol)?.name;
    return isGeneric || !name || name.startsWith('__') ? undefined : `${this.prefix}.${name}`;
  }

  private argumentsOf(type: ts.Type): number {
    return isReference(type) ? this.checker.getTypeArguments(type).length : 0;
  }
}

/** The properties as they were written. The compiler sorts those of `Pick` and `Omit` by what it has met before. */
function propertiesOf(type: ts.Type): readonly ts.Symbol[] {
  if (type.isIntersection()) {
    const names = new Set(type.types.flatMap((part) => propertiesOf(part).map(({ name }) => name)));
    return [...names].map((name) => type.getProperty(name)).filter((property) => property !== undefined);
  }
  return isMapped(type) ? type.getProperties().toSorted(byPlace) : type.getProperties();
}

function isMapped(type: ts.Type): boolean {
  return 'objectFlags' in type && (Number(type.objectFlags) & ts.ObjectFlags.Mapped) !== 0;
}

function byPlace(left: ts.Symbol, right: ts.Symbol): number {
  const [[leftFile, leftAt], [rightFile, rightAt]] = [placeOf(left), placeOf(right)];
  return leftFile === rightFile ? leftAt - rightAt : leftFile < rightFile ? -1 : 1;
}

function placeOf({ declarations: [first] = [] }: ts.Symbol): readonly [file: string, position: number] {
  return first ? [first.getSourceFile().fileName, first.pos] : ['', 0];
}

/** Whether the type is an interface, a class or a tuple with its arguments. */
export function isReference(type: ts.Type): type is ts.TypeReference {
  return 'target' in type && !type.isIntersection();
}

function descriptionOf(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): Schema {
  if (!symbol) return {};
  const description = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const example = symbol.getJsDocTags(checker).find(({ name }) => name === 'example');
  return {
    ...(description && { description: description.replaceAll(/\s+/g, ' ') }),
    ...(example && { examples: [valueOf(ts.displayPartsToString(example.text))] }),
  };
}

/** An example is JSON, or else text. */
function valueOf(text: string): unknown {
  return /^[-\d[{"]|^(true|false|null)$/.test(text) ? JSON.parse(text) : text;
}
