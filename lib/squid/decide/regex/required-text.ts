import type { Node } from './syntax';

/**
 * The longest text that everything which a pattern matches holds, often empty. Without regard to case it is in capital
 * letters. Most subjects do not hold it, so that most patterns of a long list are never compiled.
 */
export function requiredText(node: Node): string {
  const found = new Texts();
  found.visit(node);
  found.end();
  return found.longest;
}

class Texts {
  longest = '';
  private run = '';

  end(): void {
    if (this.run.length > this.longest.length) this.longest = this.run;
    this.run = '';
  }

  visit(node: Node): void {
    switch (node.kind) {
      case 'empty':
      case 'edge':
        return;
      case 'set':
        // Characters beyond ASCII are not distinguished.
        if (node.code !== undefined && node.code < 128) this.run += String.fromCharCode(node.code);
        else this.end();
        return;
      case 'group':
        this.visit(node.of);
        return;
      case 'all':
        for (const part of node.of) this.visit(part);
        return;
      default:
        this.end();
        if (node.kind === 'repeat' && node.min > 0) this.visit(node.of);
        this.end();
    }
  }
}
