import { read } from './page.js';

const SNIPPET =
  /(?<start>^(?<indent> *)<!-- snippet: (?<path>[^#\s]+)(?:#(?<region>[\w-]+))? -->\n\n? *```\w+\n).*?^ *```$/gms;

/** The page with every block after `<!-- snippet: path#region -->` replaced by that region of the file. */
export async function withSnippets(page: string): Promise<string> {
  const parts: string[] = [];
  let from = 0;
  for (const found of page.matchAll(SNIPPET)) {
    const { start = '', indent = '', path = '', region } = found.groups ?? {};
    const code = regionOf(await read(path), path, region).replaceAll(/^(?=.)/gm, indent);
    parts.push(page.slice(from, found.index), `${start}${code}${indent}\`\`\``);
    from = found.index + found[0].length;
  }
  const blocks = parts.length / 2;
  const markers = page.split('<!-- snippet: ').length - 1;
  if (blocks !== markers) throw new SyntaxError(`${markers} snippets are marked, ${blocks} have a block.`);
  return [...parts, page.slice(from)].join('');
}

/** The lines between `// #region name` and `// #endregion` without their common indentation; without a name, the file. */
function regionOf(text: string, path: string, region: string | undefined): string {
  if (region === undefined) return text;
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.trim() === `// #region ${region}`);
  const end = lines.findIndex((line, index) => index > start && line.trim() === '// #endregion');
  if (start < 0 || end < 0) throw new RangeError(`${path} has no region "${region}".`);
  const inside = lines.slice(start + 1, end);
  const indentation = Math.min(...inside.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return `${inside.map((line) => line.slice(indentation)).join('\n')}\n`;
}
