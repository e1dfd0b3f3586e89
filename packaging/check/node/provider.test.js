// The package, installed, with the AWS SDK and the sandbox. `.ci/packages` runs this within `sts-cli sandbox --fault short-life=3s`.
'use strict';

const assert = require('node:assert');
const { execFileSync, spawnSync } = require('node:child_process');
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

test('the command passes arguments, exit codes and signals on', () => {
  assert.match(execFileSync(process.execPath, [launcher, '--version'], { encoding: 'utf8' }), /^sts-cli /);
  assert.strictEqual(spawnSync(process.execPath, [launcher, 'get', 'nope']).status, spawnSync(path(), ['get', 'nope']).status);
  const ended = spawnSync(process.execPath, [launcher, 'exec', 'demo', '--', 'sleep', '60'], { timeout: 2000 });
  assert(ended.signal === 'SIGTERM' || ended.status === 143, inspect(ended));
});
