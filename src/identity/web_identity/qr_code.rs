//! Renders an address as a QR code.

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

/// Black and white of the color cube: color schemes change the first 16 colors only, and a phone cannot read dark gray on black.
const BLACK: anstyle::Ansi256Color = anstyle::Ansi256Color(16);
const WHITE: anstyle::Ansi256Color = anstyle::Ansi256Color(231);

/// Renders the QR code of `text` in half blocks, black on white in any terminal color scheme; `None` if it does not fit into `columns` and
/// `rows`.
pub(super) fn render(text: &str, (columns, rows): (u16, u16)) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    let image = code.render::<Dense1x2>().quiet_zone(true).build();
    let fits = image.lines().all(|line| line.chars().count() <= columns.into()) && image.lines().count() < rows.into();
    let style = BLACK.on(WHITE);
    let lines: Vec<String> = image.lines().map(|line| format!("{style}{line}{style:#}")).collect();
    fits.then(|| lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn a_qr_code_is_drawn_only_if_it_fits() {
        let address = "https://id.example/realms/prod/device?user_code=HBKX-AXLT";
        let image = render(address, (80, 50)).expect("there is room");
        assert!(image.lines().count() > 15 && image.contains('▀'));
        let is_black_on_white = |line: &str| line.contains("\x1b[38;5;16m") && line.contains("\x1b[48;5;231m");
        assert!(image.lines().all(is_black_on_white), "{image:?}");
        assert_eq!(render(address, (20, 50)), None);
        assert_eq!(render(address, (80, 10)), None);
        assert_eq!(render(&"a".repeat(8000), (1000, 1000)), None);
    }
}
