// Markdown as markup. Raw HTML in it stays text, links go nowhere but to web pages, and pictures are left out.
import './lib/markdown-it/dist/markdown-it.min.js';

const renderer = globalThis.markdownit({ html: false, linkify: false }).disable('image');
renderer.validateLink = (url) => /^(https?:|mailto:|#)/i.test(url.trim());
renderer.renderer.rules.link_open = (tokens, index, options, _, self) => {
  tokens[index].attrSet('rel', 'noopener noreferrer nofollow');
  tokens[index].attrSet('target', '_blank');
  return self.renderToken(tokens, index, options);
};
const policy = globalThis.trustedTypes?.createPolicy('markdown', { createHTML: (text) => renderer.render(text) });

/** @param {string} text */
export function markdown(text) {
  const element = document.createElement('div');
  element.className = 'prose';
  element.innerHTML = policy ? policy.createHTML(text) : renderer.render(text);
  return element;
}
