// Temporary S3 credentials from a login, for Node: the path of the program `sts-cli`, and a credential provider for the AWS SDK (v3).
'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { closeSync, openSync } = require('node:fs');
const { createInterface } = require('node:readline');
const { text } = require('node:stream/consumers');
const { inspect } = require('node:util');

/** A failure of sts-cli: its message is the whole error of the program, with causes and hints. */
class StsCliError extends Error {
  name = 'StsCliError';
}

/** Returns the path of the program, which the optional package for this platform contains. */
function path() {
  const program = process.platform === 'win32' ? 'sts-cli.exe' : 'sts-cli';
  const platform = `sts-cli-${process.platform}-${process.arch}`;
  try {
    return require.resolve(`${platform}/bin/${program}`);
  } catch {
    throw new StsCliError(
      `error: could not find the program: the package ${platform} is not installed\n` +
        '  hint: install sts-cli without --omit=optional, or on a supported platform',
    );
  }
}

/** The form of errors that `forward` recognizes. */
const PLAIN_ERRORS = { STS_CLI_ERROR_FORMAT: 'text', STS_CLI_COLOR: 'never' };

/**
 * Runs the program without standard input, and returns its standard output. What it prints for the user, such as the URL of a login, appears
 * at once on standard error. An error becomes the message.
 */
async function output(args) {
  const program = path();
  const child = spawn(program, args, { env: { ...process.env, ...PLAIN_ERRORS }, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  const ended = once(child, 'close').catch((failure) => {
    throw new StsCliError(`error: could not run ${program}: ${failure.message}`);
  });
  const [[code, signal], printed, error] = await Promise.all([ended, text(child.stdout), forward(child.stderr)]);
  if (code !== 0) throw new StsCliError(error || `error: sts-cli ended with ${signal || `exit code ${code}`}`);
  return printed;
}

/** Lines that the program prints on standard error only: notes, warnings and its log. Others are also on its terminal. */
const ONLY_ON_STDERR = /^(note|warning): |^\d{4}-\d\d-\d\dT/;

/** Passes lines on until an error begins, and returns the error. What the terminal shows already is not repeated. */
async function forward(stream) {
  const error = [];
  const isOnTerminal = printsOnTerminal();
  for await (const line of createInterface({ input: stream })) {
    if (error.length > 0 || line.startsWith('error:')) error.push(line);
    else if (!isOnTerminal || ONLY_ON_STDERR.test(line)) process.stderr.write(`${line}\n`);
  }
  return error.join('\n').trimEnd();
}

/** Whether standard error is the terminal on which the program prints what the user must see, because its own standard error is a pipe. */
function printsOnTerminal() {
  if (!process.stderr.isTTY) return false;
  try {
    closeSync(openSync(process.platform === 'win32' ? 'CONOUT$' : '/dev/tty', 'r+'));
  } catch {
    return false;
  }
  return true;
}

async function get(profile, form, options) {
  if (profile.startsWith('-')) {
    throw new StsCliError(`error: \`${profile}\` is not the name of a profile\n  hint: \`sts-cli profiles list\` shows them`);
  }
  return JSON.parse(await output(['get', profile, '-o', form, ...options]));
}

/**
 * Returns a credential provider for clients of the AWS SDK. The SDK calls it again before the credentials expire.
 * `options` are further arguments of `sts-cli get`, such as '--allow', 'read:logs'.
 */
function credentialProvider(profile, ...options) {
  return async () => {
    const answer = await get(profile, 'process', options);
    return masked({
      accessKeyId: answer.AccessKeyId,
      secretAccessKey: answer.SecretAccessKey,
      sessionToken: answer.SessionToken,
      ...(answer.Expiration && { expiration: new Date(answer.Expiration) }),
    });
  };
}

/** The same credentials, but console.log shows neither the secret key nor the session token. */
function masked(credentials) {
  const { accessKeyId, expiration } = credentials;
  const value = () => ({ accessKeyId, secretAccessKey: '…', sessionToken: '…', expiration });
  return Object.defineProperty(credentials, inspect.custom, { value });
}

/** Returns the configuration of an S3Client: the credential provider, and the server and region of the profile. */
async function s3ClientConfig(profile, ...options) {
  const answer = await get(profile, 'storage-options', options);
  const server = answer.aws_endpoint_url && { endpoint: answer.aws_endpoint_url, forcePathStyle: true };
  return { ...server, region: answer.aws_region, credentials: credentialProvider(profile, ...options) };
}

module.exports = { StsCliError, credentialProvider, path, s3ClientConfig };
