// Markdown as markup. Raw HTML in it stays text, links go nowhere but to web pages, and pictures are left out.
import './lib/markdown-it/dist/markdown-it.min.js';

const renderer = globalThis.markdownit({ html: false, linkify: false }).disable('image');
renderer.validateLink = (url) => /^(https?:|mailto:|#)/i.test(url.trim());
renderer.renderer.rules.link_open = (tokens, index, options, _, self) => {
  tokens[index].attrSet('rel', 'noopener noreferrer nofollow');
  tokens[index].attrSet('target', '_blank');
  return self.renderToken(tokens, index, options);
};
// The page's policy allows no style beside the style sheet.
for (const rule of ['th_open', 'td_open']) {
  renderer.renderer.rules[rule] = (tokens, index, options, _, self) => {
    const token = tokens[index];
    const [, side] = /^text-align:(\w+)$/.exec(token.attrGet('style') ?? '') ?? [];
    token.attrs = side ? [['data-side', side]] : null;
    return self.renderToken(tokens, index, options);
  };
}
const policy = globalThis.trustedTypes?.createPolicy('markdown', { createHTML: (text) => renderer.render(text) });

/** @param {string} text */
export function markdown(text) {
  const element = document.createElement('div');
  element.className = 'prose';
  element.innerHTML = policy ? policy.createHTML(text) : renderer.render(text);
  // What is wider than the page is scrolled by itself, also by who has no mouse.
  for (const wide of element.querySelectorAll('pre')) wide.tabIndex = 0;
  for (const table of element.querySelectorAll('table')) {
    const box = Object.assign(document.createElement('div'), { className: 'scrolls', tabIndex: 0, role: 'group', ariaLabel: 'A table' });
    table.replaceWith(box);
    box.append(table);
  }
  return element;
}
