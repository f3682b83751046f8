// Waybill needs Node 24 for `node:sqlite`. On Linux x64 and arm64 `npm install` brings it and the npm scripts
// run on it; everywhere else this says so before a missing built-in module would. Then it prints what comes next.
const [major] = process.versions.node.split('.');

if (Number(major) < 24) {
  console.error(`Waybill needs Node 24 or later, and this is ${process.version}.`);
  console.error('On Linux, "npm install" brings one for the npm scripts; elsewhere, please install it.');
  process.exit(1);
}

for (const sentence of process.argv.slice(2)) console.error(sentence);
