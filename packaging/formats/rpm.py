"""The RPM package: the files of `contents`, and a spec file for `rpmbuild`."""

import os
import pathlib
import subprocess
import tempfile

from . import contents, debian, project

# https://rpm-software-management.github.io/rpm/manual/spec.html: nothing is built or stripped, so the program has the released bytes
SPEC = """\
Name: sts-cli
Version: {version}
Release: 1
Summary: Temporary S3 credentials from a login
License: {license}
URL: {homepage}
{requires}Recommends: ca-certificates
AutoReqProv: no

%global __os_install_post %{{nil}}
%global debug_package %{{nil}}
%global _build_id_links none

%description
{description}

%files
{files}
"""


def build(binary, completions, folder):
    """Writes the package to a folder, and returns its path."""
    members = contents.installed(binary, completions, contents.ZSH_OF_FEDORA)
    members.append(("usr/share/licenses/sts-cli/LICENSE", (project.ROOT / "LICENSE").read_bytes(), 0o644))
    architecture = binary.processor["rpm"]
    with tempfile.TemporaryDirectory() as temporary:
        root, spec = pathlib.Path(temporary, "root"), pathlib.Path(temporary, "sts-cli.spec")
        for name, data, mode in members:
            debian.write(root / name, data, mode)
        spec.write_text(_spec(binary, members), encoding="utf-8")
        _rpmbuild(spec, root, architecture, temporary)
        [built] = pathlib.Path(temporary, "RPMS").rglob("*.rpm")
        return built.replace(folder / f"sts-cli-{project.VERSION}-1.{architecture}.rpm")


def _spec(binary, members):
    requires = "" if binary.glibc is None else "Requires: glibc >= {}.{}{}\n".format(*binary.glibc, ", libgcc" * binary.needs_libgcc)
    files = ["%defattr(-,root,root)", "%dir /usr/share/doc/sts-cli", "%dir /usr/share/doc/sts-cli/examples", "%dir /usr/share/licenses/sts-cli"]
    files += [f"{_kind(name)}\"/{name}\"" for name, _, _ in sorted(members)]
    return SPEC.format(
        version=project.VERSION, license=project.LICENSE, homepage=project.HOMEPAGE, description=contents.DESCRIPTION, requires=requires,
        files="\n".join(files),
    )


def _kind(name):
    return next((kind for part, kind in (("/licenses/", "%license "), ("/doc/", "%doc ")) if part in name), "")


def _rpmbuild(spec, root, architecture, top):
    # rpmbuild empties its own root before it packs, so the files are copied there by the install step
    text = spec.read_text(encoding="utf-8").replace("\n%files\n", f"\n%install\ncp -a {root}/. %{{buildroot}}/\n\n%files\n")
    spec.write_text(text, encoding="utf-8")
    defines = {"_topdir": top, "_build_name_fmt": "%{NAME}.rpm", "_buildhost": "localhost", "use_source_date_epoch_as_buildtime": "1",
               "clamp_mtime_to_source_date_epoch": "1", "_binary_payload": "w6.gzdio"}
    options = [part for name, value in defines.items() for part in ("--define", f"{name} {value}")]
    command = ["rpmbuild", "-bb", "--quiet", "--target", f"{architecture}-linux", *options, str(spec)]
    environment = dict(os.environ, SOURCE_DATE_EPOCH=str(project.EPOCH))
    outcome = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if outcome.returncode != 0:
        raise SystemExit(f"could not build the RPM package:\n{outcome.stdout}")
