/** A failure of sts-cli: its message is the whole error of the program, with causes and hints. */
export class StsCliError extends Error {}

/** Temporary credentials, as the AWS SDK for JavaScript (v3) takes them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration?: Date;
}

/** The path of the program. Throws `StsCliError` if the package for this platform is not installed. */
export function path(): string;

/**
 * A credential provider for clients of the AWS SDK, which call it again before the credentials expire.
 * `options` are further arguments of `sts-cli get`, such as `'--allow', 'read:logs'`.
 */
export function credentialProvider(profile: string, ...options: string[]): () => Promise<Credentials>;

/** The configuration of an `S3Client`: the credential provider, and the server and region of the profile. */
export function s3ClientConfig(
  profile: string,
  ...options: string[]
): Promise<{ endpoint?: string; forcePathStyle?: boolean; region: string; credentials: () => Promise<Credentials> }>;
