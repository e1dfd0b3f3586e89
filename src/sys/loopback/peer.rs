//! Finds the user at the other end of a loopback connection, on Linux by the kernel's connection table.

use std::net::SocketAddr;
use tokio::net::TcpStream;

/// The user at the other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PeerUser {
    /// The user of this process.
    Ours,
    /// Another user, by uid. In a user namespace, unmapped users have the overflow uid (`nobody`).
    #[cfg_attr(not(any(target_os = "linux", test)), expect(dead_code, reason = "only Linux reports it"))]
    Other(u32),
    /// The peer has closed its end, and the operating system no longer reports its user.
    #[cfg_attr(not(any(target_os = "linux", test)), expect(dead_code, reason = "only Linux reports it"))]
    Gone,
    /// The operating system does not report it.
    Unknown,
}

/// The two ends of a connection.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux reports them"))]
pub(crate) struct Peer {
    remote: SocketAddr,
    local: SocketAddr,
}

impl Peer {
    /// Returns the addresses of `stream`; `None` if it is broken.
    pub(super) fn of(stream: &TcpStream) -> Option<Self> {
        Some(Self { remote: stream.peer_addr().ok()?, local: stream.local_addr().ok()? })
    }

    /// Looks up the user at the other end.
    #[cfg(target_os = "linux")]
    pub(crate) fn user(self) -> PeerUser {
        linux::user(self)
    }

    /// Not supported on this system.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn user(self) -> PeerUser {
        PeerUser::Unknown
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::{Peer, PeerUser};
    use crate::sys::machine::OVERFLOW_USER;
    use std::fs::File;
    use std::io::{BufRead as _, BufReader};
    use std::net::{IpAddr, SocketAddr};

    pub(super) fn user(peer: Peer) -> PeerUser {
        let own_user = rustix::process::geteuid().as_raw();
        let to_ipv6 = |end: SocketAddr| match end.ip() {
            IpAddr::V4(ip) => SocketAddr::new(ip.to_ipv6_mapped().into(), end.port()),
            IpAddr::V6(_) => end,
        };
        // A client with an IPv6 socket may reach an IPv4 listener: its row is in the other table.
        let row =
            row("/proc/net/tcp", peer.remote, peer.local).or_else(|| row("/proc/net/tcp6", to_ipv6(peer.remote), to_ipv6(peer.local)));
        match row {
            None => PeerUser::Unknown,
            Some(_) if own_user == OVERFLOW_USER => PeerUser::Unknown,
            Some((_, false)) => PeerUser::Gone,
            Some((user, true)) if user == own_user => PeerUser::Ours,
            Some((user, true)) => PeerUser::Other(user),
        }
    }

    /// Returns the uid of the socket that `table` shows as connected from `remote` to `local`, and whether a process still holds it: an
    /// orphaned socket is shown as root's. Fields of proc(5) `/proc/net/tcp`: number, local and remote address, state, queues, timer,
    /// retransmits, uid, timeout, inode.
    fn row(table: &str, remote: SocketAddr, local: SocketAddr) -> Option<(u32, bool)> {
        let [remote, local] = [proc_net_address(remote), proc_net_address(local)];
        BufReader::new(File::open(table).ok()?).lines().map_while(Result::ok).find_map(|line| {
            let mut fields = line.split_ascii_whitespace().skip(1);
            let is_match = fields.next() == Some(&remote) && fields.next() == Some(&local);
            let user = is_match.then(|| fields.nth(4)).flatten()?.parse().ok()?;
            Some((user, fields.nth(1) != Some("0")))
        })
    }

    /// Formats an address like `/proc/net/tcp`: each four bytes as one native-endian hexadecimal number.
    fn proc_net_address(end: SocketAddr) -> String {
        let bytes = match end.ip() {
            IpAddr::V4(ip) => ip.octets().to_vec(),
            IpAddr::V6(ip) => ip.octets().to_vec(),
        };
        let (groups, _) = bytes.as_chunks::<4>();
        let host: String = groups.iter().map(|group| format!("{:08X}", u32::from_ne_bytes(*group))).collect();
        format!("{host}:{:04X}", end.port())
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[tokio::test]
        async fn the_owner_of_a_connection_is_found_for_ipv4_and_ipv6() {
            for (listens, connects) in [("127.0.0.1:0", "127.0.0.1"), ("[::1]:0", "[::1]"), ("127.0.0.1:0", "[::ffff:127.0.0.1]")] {
                let Ok(listener) = tokio::net::TcpListener::bind(listens).await else { continue };
                let address = format!("{connects}:{}", listener.local_addr().unwrap().port());
                let (client, accepted) = tokio::join!(tokio::net::TcpStream::connect(&address), listener.accept());
                let peer = Peer::of(&accepted.unwrap().0).unwrap();
                let expected = if rustix::process::geteuid().as_raw() == OVERFLOW_USER { PeerUser::Unknown } else { PeerUser::Ours };
                assert_eq!(peer.user(), expected, "{address}");
                drop(client);
                assert!(!matches!(peer.user(), PeerUser::Ours | PeerUser::Other(_)), "{address}: what nobody holds is nobody's");
            }
        }
    }
}
