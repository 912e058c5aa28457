package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import dev.baton.testing.BesideOthers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the sources to the formatter. A test and not a plugin: the formatter runs inside the compiler of the JDK
/// that Maven runs on, which may be older than the language level here; tests always run on the toolchain's JDK.
///
/// `./mvnw test -Dtest=FormattingTest -Dformat=write` rewrites what is not as it should be.
@BesideOthers
class FormattingTest {

    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(Style.PALANTIR)
            .formatJavadoc(false)
            .build());

    // The formatter tears a Markdown comment apart, and with it the source, where its line and its indent do not fit
    // into 120 columns together.
    @Test
    void noMarkdownCommentIsTooLongForTheFormatter() throws IOException {
        assertThat(sources().stream().flatMap(FormattingTest::tooLong)).isEmpty();
    }

    @Test
    void everySourceFileIsFormatted() throws IOException {
        boolean write = "write".equals(System.getProperty("format"));
        List<Path> stale =
                sources().stream().filter(file -> !isFormatted(file, write)).toList();
        assertThat(stale)
                .as("run ./mvnw test -Dtest=FormattingTest -Dformat=write")
                .isEmpty();
    }

    @Test
    void aBadlyFormattedSourceIsNoticed() throws FormatterException {
        String source = "class  A{int a( ){return 1;}}\n";
        assertThat(format(source)).isNotEqualTo(source).contains("return 1;");
    }

    private static Stream<String> tooLong(Path file) {
        return lines(file)
                .filter(line -> line.stripLeading().startsWith("///"))
                .filter(line ->
                        line.length() + (line.length() - line.stripLeading().length()) > 119)
                .map(line -> file + ": " + line);
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readString(file).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static boolean isFormatted(Path file, boolean write) {
        try {
            String source = Files.readString(file);
            String formatted = format(source);
            if (write && !formatted.equals(source)) {
                Files.writeString(file, formatted);
                return true;
            }
            return formatted.equals(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FormatterException e) {
            throw new IllegalArgumentException(file + " cannot be parsed", e);
        }
    }

    private static String format(String source) throws FormatterException {
        return FORMATTER.formatSourceAndFixImports(source);
    }
}
