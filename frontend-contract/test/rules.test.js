// The examples of the contract's rules run, and hold.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { url } from './gateway.js';

const contract = path.resolve(import.meta.dirname, '..');
const folder = path.join(contract, 'examples', 'rules');
const rules = fs.readdirSync(folder).filter((file) => file !== 'ask.js');

for (const rule of rules) {
  test(`${rule} holds`, { timeout: 60_000 }, async () => {
    const { stderr } = await promisify(execFile)(process.execPath, [path.join(folder, rule)], {
      env: { ...process.env, BATON_URL: url.origin },
    });
    assert.equal(stderr, '');
  });
}

test('the contract names each of them', () => {
  const text = fs.readFileSync(path.join(contract, 'README.md'), 'utf8');
  for (const rule of rules) assert.ok(text.includes(`examples/rules/${rule}`), rule);
  const named = [...text.matchAll(/examples\/rules\/([\w.]+)/g)].map(([, rule]) => rule);
  assert.deepEqual([...new Set(named)].sort(), [...rules].sort());
});
