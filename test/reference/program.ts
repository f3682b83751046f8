import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The sources of the repository as the compiler knows them. */
export interface Sources {
  readonly checker: ts.TypeChecker;
  /** The source files below a folder of the repository that are no tests. */
  readonly filesIn: (folder: string) => readonly ts.SourceFile[];
}

/** Reads the TypeScript files below these folders, and what they import. */
export function sourcesOf(folders: readonly string[]): Sources {
  const { config } = ts.readConfigFile(`${root}tsconfig.app.json`, (path) => ts.sys.readFile(path));
  const included = { ...config, include: folders.map((folder) => `${folder}/**/*.ts`) };
  const { options, fileNames } = ts.parseJsonConfigFileContent(included, ts.sys, root);
  const program = ts.createProgram(fileNames, options);
  return {
    checker: program.getTypeChecker(),
    filesIn: (folder) =>
      fileNames
        .filter((path) => path.startsWith(`${root}${folder}/`))
        .map((path) => program.getSourceFile(path))
        .filter((file) => file !== undefined),
  };
}
