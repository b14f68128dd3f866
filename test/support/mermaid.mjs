// Parses diagrams with Mermaid itself, which is an ES module that jest cannot load. Takes a JSON list of texts on standard
// input, and prints a list with an error, or null, for each.
import { text } from 'node:stream/consumers';
import DOMPurify from 'dompurify';
import mermaid from 'mermaid';

// Labels are cleaned in a browser alone; this only parses.
DOMPurify.addHook = () => undefined;
DOMPurify.sanitize = (label) => label;

const errors = [];
for (const diagram of JSON.parse(await text(process.stdin))) {
  try {
    await mermaid.parse(diagram);
    errors.push(null);
  } catch (error) {
    errors.push(String(error.message ?? error).split('\n')[0]);
  }
}
process.stdout.write(JSON.stringify(errors));
