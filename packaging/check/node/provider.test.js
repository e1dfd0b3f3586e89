// The package, installed, with the AWS SDK and the sandbox. `.ci/packages` runs this within `sts-cli sandbox --fault short-life=3s`.
'use strict';

const assert = require('node:assert');
const { execFileSync, spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const { createInterface } = require('node:readline');
const { text } = require('node:stream/consumers');
const { test, before } = require('node:test');
const { setTimeout: wait } = require('node:timers/promises');
const { inspect } = require('node:util');
const { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const { StsCliError, credentialProvider, path, s3ClientConfig } = require('sts-cli');

const launcher = require.resolve('sts-cli/run.js');

before(() => execFileSync(path(), ['web-identity', '--save', 'demo', '-o', 'json'], { stdio: ['ignore', 'pipe', 'ignore'] }));

async function waitForExpiration() {
  const { expiration } = await credentialProvider('demo')();
  await wait(Math.max(0, expiration - Date.now()) + 1000);
}

test('the SDK outlives an expiration', async () => {
  const s3 = new S3Client(await s3ClientConfig('demo'));
  await s3.send(new PutObjectCommand({ Bucket: 'demo', Key: 'report.csv', Body: '1,2' }));
  await waitForExpiration();
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'demo', Key: 'report.csv' }));
  assert.strictEqual(await Body.transformToString(), '1,2');
});

test('a copy of the keys does not outlive it', async () => {
  const config = await s3ClientConfig('demo');
  const { expiration, ...copy } = await config.credentials();
  const s3 = new S3Client({ ...config, credentials: copy });
  await s3.send(new ListBucketsCommand({}));
  await waitForExpiration();
  await assert.rejects(s3.send(new ListBucketsCommand({})));
});

test('options restrict the credentials', async () => {
  const s3 = new S3Client(await s3ClientConfig('demo', '--allow', 'read:logs'));
  await assert.rejects(s3.send(new PutObjectCommand({ Bucket: 'demo', Key: 'x', Body: '' })), { name: 'AccessDenied' });
});

test('an error is shown whole, and nothing shows a secret', async () => {
  process.env.STS_CLI_ERROR_FORMAT = 'json';
  process.env.CLICOLOR_FORCE = '1';
  await assert.rejects(credentialProvider('nope')(), (error) => {
    assert(error instanceof StsCliError);
    assert.match(error.message, /^error: there is no profile `nope`[^]*hint:/);
    return true;
  });
  const credentials = await credentialProvider('demo')();
  const shown = inspect([credentials, await s3ClientConfig('demo')], { depth: 9 });
  assert(shown.includes(credentials.accessKeyId));
  assert(!shown.includes(credentials.secretAccessKey) && !shown.includes(credentials.sessionToken));
});

// A script that calls a function of the module, in a process of its own whose standard input stays open.
function calls(call) {
  return ['-e', `require('sts-cli').${call}.catch((error) => { console.error(error.message); process.exitCode = 1; })`];
}

// The lines with an address that a process shows, each of which alice opens; the exit code must be 0.
async function addressesOf(child, stream) {
  const exit = once(child, 'exit');
  const addresses = [];
  for await (const line of createInterface({ input: stream })) {
    const [address] = line.match(/http:\S+(user_code|state)=\S+/) || [];
    if (address && addresses.push(address) === 1) execFileSync(path(), ['sandbox', 'sign-in', 'alice', address]);
  }
  assert.deepStrictEqual(await exit, [0, null]);
  return addresses;
}

test('the address of a login is shown at once', { timeout: 60_000 }, async () => {
  const child = spawn(process.execPath, calls("s3ClientConfig('demo', '--no-cache')"), { env: { ...process.env, BROWSER: 'true' } });
  assert.strictEqual((await addressesOf(child, child.stderr)).length, 1);
});

test('a terminal shows it once', { timeout: 60_000 }, async () => {
  const command = [process.execPath, ...calls("credentialProvider('demo', '--no-cache', '--login', 'device')()")];
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', quoted, '/dev/null']);
  assert.strictEqual((await addressesOf(child, child.stdout)).length, 1);
});

test('the program does not wait for standard input', { timeout: 60_000 }, async () => {
  const child = spawn(process.execPath, calls("credentialProvider('demo', '--policy', '-')()"));
  const exit = once(child, 'exit');
  assert.match(await text(child.stderr), /^error: .*policy/);
  assert.deepStrictEqual(await exit, [1, null]);
});

test('the command passes arguments, exit codes and signals on', () => {
  assert.match(execFileSync(process.execPath, [launcher, '--version'], { encoding: 'utf8' }), /^sts-cli /);
  assert.strictEqual(spawnSync(process.execPath, [launcher, 'get', 'nope']).status, spawnSync(path(), ['get', 'nope']).status);
  const ended = spawnSync(process.execPath, [launcher, 'exec', 'demo', '--', 'sleep', '60'], { timeout: 2000 });
  assert(ended.signal === 'SIGTERM' || ended.status === 143, inspect(ended));
});
