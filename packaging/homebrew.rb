# The formula for Homebrew, in which `packaging/build` replaces what is in braces. Not tried: Homebrew is not where it was written.
class StsCli < Formula
  desc "Temporary S3 credentials from a login"
  homepage "{homepage}"
  version "{version}"
  license "{license}"

{platforms}
  def install
    bin.install "sts-cli"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/sts-cli.bash" => "sts-cli"
    zsh_completion.install "completions/_sts-cli"
    fish_completion.install "completions/sts-cli.fish"
  end

  test do
    assert_match "readwrite", shell_output("#{bin}/sts-cli demo --as alice")
  end
end
