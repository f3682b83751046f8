import ts from 'typescript';
import { exampleOf } from './examples.js';
import type { Sources } from './program.js';
import { isReference, Schemas, type Schema } from './schemas.js';

/** A route as its method declares it. */
interface Declared {
  readonly name: string;
  readonly summary: string;
  /** What a read answers, or the outcome of a command. */
  readonly schema?: Schema;
}

const WRITES = ['Post', 'Put', 'Patch', 'Delete'];

/** What the routes of a folder are for, and what reads answer: from the controllers' doc comments and return types. */
export function routesIn(folder: string, context: string, { checker, filesIn }: Sources) {
  const schemas = new Schemas(checker, context);
  const declared = filesIn(folder)
    .flatMap((file) => file.statements.filter(ts.isClassDeclaration))
    .filter((node) => hasDecorator(node, 'Controller'))
    .flatMap((controller) =>
      controller.members
        .filter(ts.isMethodDeclaration)
        .flatMap((method) => routeOf(controller, method, checker, schemas) ?? []),
    );
  const { named } = schemas;
  const routes = declared.map(({ name, summary, schema }) => [
    name,
    schema ? { summary, schema, example: exampleOf(schema, named) } : { summary },
  ]);
  return { routes: Object.fromEntries(routes), schemas: named };
}

/** A read must have a doc comment. A task may leave it out unless it has an outcome: its name says what it is for. */
function routeOf(
  controller: ts.ClassDeclaration,
  method: ts.MethodDeclaration,
  checker: ts.TypeChecker,
  schemas: Schemas,
): Declared | undefined {
  const name = `${controller.name?.text}.${method.name.getText()}`;
  const symbol = checker.getSymbolAtLocation(method.name);
  const summary = ts.displayPartsToString(symbol?.getDocumentationComment(checker)).replaceAll(/\s+/g, ' ');
  const isWrite = WRITES.some((decorator) => hasDecorator(method, decorator));
  if (!isWrite && !hasDecorator(method, 'Get')) return undefined;
  const answered = answeredBy(name, method, checker);
  const outcome = isWrite && outcomeIn(answered, checker);
  if (isWrite && summary === '' && !outcome) return undefined;
  if (summary === '') throw new TypeError(`${name} has no doc comment: it is the summary of the route.`);
  if (!isWrite) return { name, summary, schema: bodyOf(name, answered, checker, schemas) };
  return outcome ? { name, summary, schema: schemas.of(outcome) } : { name, summary };
}

/** The document of `Receipt | Outcome<D>`. */
function outcomeIn(type: ts.Type, checker: ts.TypeChecker): ts.Type | undefined {
  const parts = type.isUnion() ? type.types : [type];
  const outcome = parts.find(({ symbol }) => symbol?.name === 'Outcome');
  const [document] = outcome && isReference(outcome) ? checker.getTypeArguments(outcome) : [];
  return document && !(document.flags & ts.TypeFlags.NonPrimitive) ? document : undefined;
}

/** The type that a method's promise resolves to. */
function answeredBy(name: string, method: ts.MethodDeclaration, checker: ts.TypeChecker): ts.Type {
  const signature = checker.getSignatureFromDeclaration(method);
  if (!signature) throw new TypeError(`${name} has no signature.`);
  const returned = checker.getReturnTypeOfSignature(signature);
  return checker.getAwaitedType(returned) ?? returned;
}

/** `Found<D>` answers D, `Listed<D>` a page of D, any other object itself. */
function bodyOf(name: string, type: ts.Type, checker: ts.TypeChecker, schemas: Schemas): Schema {
  const kind = type.symbol?.name;
  if (kind !== 'Found' && kind !== 'Listed') return schemas.of(type);
  const [document] = isReference(type) ? checker.getTypeArguments(type) : [];
  if (!document || document.flags & ts.TypeFlags.NonPrimitive || document.flags & ts.TypeFlags.Unknown) {
    throw new TypeError(`${name} answers ${kind}: its return type must say of which document.`);
  }
  if (kind === 'Found') return schemas.of(document);
  const next = { type: 'string', description: 'The cursor of the next page; absent on the last one.' };
  return {
    type: 'object',
    required: ['data'],
    properties: { data: { type: 'array', items: schemas.of(document) }, next },
  };
}

function hasDecorator(node: ts.HasDecorators, name: string): boolean {
  return (ts.getDecorators(node) ?? []).some(
    ({ expression }) => ts.isCallExpression(expression) && expression.expression.getText() === name,
  );
}
