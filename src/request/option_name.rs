//! [`OptionName`]: the options, as errors and hints refer to them; only the command layer knows their spelling.

/// Declares the enum and its list of variants.
macro_rules! option_names {
    ($($name:ident),+ $(,)?) => {
        /// A command line option; `cli/options.rs` defines its flag, variable and profile key.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the help of each option is in its row of the table")]
        pub enum OptionName {
            $($name),+
        }

        impl OptionName {
            /// All options.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

option_names! {
    Issuer,
    ClientId,
    ClientSecretFile,
    AskClientSecret,
    Csec,
    ClientSecret,
    Scopes,
    AllowHttpIssuer,
    AuthParams,
    Userinfo,
    Send,
    Token,
    Audience,
    Login,
    Port,
    RedirectUri,
    NoBrowser,
    Timeout,
    TokenEndpoint,
    ClientAuth,
    ClientAssertionKey,
    ClientAssertionKid,
    Resource,
    User,
    PasswordFile,
    PasswordCommand,
    AccessKey,
    SecretKeyFile,
    SourceProfile,
    ExternalId,
    Endpoint,
    S3Endpoint,
    RoleArn,
    Duration,
    SessionName,
    Region,
    Policy,
    Allow,
    PrintPolicy,
    Dialect,
    AllowHttp,
    CaBundle,
    ClientCert,
    ClientKey,
    Insecure,
    Output,
    WriteProfile,
    Force,
    DryRun,
    InPlace,
    Watch,
    Buckets,
    NoBuckets,
    Profile,
    Save,
    MinLife,
    Fresh,
    Cache,
    NoCache,
    Verbose,
    Quiet,
    NoInput,
    Color,
    Renew,
    ServePort,
    ServeOutput,
    Everywhere,
    Forget,
    All,
    Online,
    Json,
}
