/** How long a finished run may take to exit. */
const EXIT_WITHIN_MS = 10_000;

// Closes a test run with one plain line, "N passed, N failed, N skipped", which CI reads: the very last one.
// A suite that could not even be loaded counts as a failed test. A run whose process does not exit by itself has
// left something open: it fails, and says what is open, instead of waiting for ever.
export default class PlainReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = (more) => `${results.numPassedTests} passed, ${failed + more} failed, ${skipped} skipped`;
    let leftOpen = 0;
    process.once('exit', () => console.log(line(leftOpen)));
    setTimeout(() => {
      leftOpen = 1;
      console.error(`A test has left something open: ${process.getActiveResourcesInfo().join(', ')}`);
      process.exit(1);
    }, EXIT_WITHIN_MS).unref();
  }
}
