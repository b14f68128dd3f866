export { MARKER, printMarkdown } from './markdown';
export { inOrder, planSentences, type Sentence } from './sentences';
