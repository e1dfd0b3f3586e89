// Temporary S3 credentials from a login, for Node: the path of the program `sts-cli`, and a credential provider for the AWS SDK (v3).
'use strict';

const { execFile } = require('node:child_process');
const { inspect, promisify } = require('node:util');

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

/** The form of errors that `split` recognizes. */
const PLAIN_ERRORS = { STS_CLI_ERROR_FORMAT: 'text', STS_CLI_COLOR: 'never' };

/** Runs the program, and returns its standard output. Its notes appear on standard error, an error becomes the message. */
async function output(args) {
  try {
    const { stdout, stderr } = await promisify(execFile)(path(), args, { env: { ...process.env, ...PLAIN_ERRORS }, maxBuffer: 1 << 24, windowsHide: true });
    process.stderr.write(stderr);
    return stdout;
  } catch (failure) {
    if (failure instanceof StsCliError || !('stderr' in failure)) throw failure;
    const [before, error] = split(failure.stderr);
    process.stderr.write(before);
    throw new StsCliError(error || failure.code); // without the cause, whose properties contain the output
  }
}

function split(stderr) {
  const start = stderr.search(/^error:/m);
  return start < 0 ? [stderr, ''] : [stderr.slice(0, start), stderr.slice(start).trimEnd()];
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
