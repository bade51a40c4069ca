package io.penstock.cli.test;

import io.penstock.cli.test.TestResult.CaseResult;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.ProblemReport;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Results as the XML that JUnit's runners write and build servers read: a suite for each file. */
public final class JUnitReport {

    private final XMLStreamWriter xml;

    private JUnitReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** All of it, as a document. */
    public static String of(List<TestResult> results) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            new JUnitReport(xml).write(results);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("Cannot write XML", e);
        }
        return text.toString();
    }

    private void write(List<TestResult> results) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        line(0);
        xml.writeStartElement("testsuites");
        for (TestResult result : results) {
            write(result);
        }
        line(0);
        xml.writeEndElement();
        xml.writeEndDocument();
        xml.writeCharacters("\n");
    }

    private void write(TestResult result) throws XMLStreamException {
        line(1);
        xml.writeStartElement("testsuite");
        attribute("name", result.file());
        attribute("tests", Integer.toString(result.valid() ? result.cases().size() : 1));
        attribute("failures", Long.toString(result.failed()));
        attribute("errors", result.valid() ? "0" : "1");
        attribute(
                "time",
                seconds(result.cases().stream().mapToLong(CaseResult::millis).sum()));
        if (!result.valid()) {
            writeProblems(result);
        }
        for (CaseResult next : result.cases()) {
            write(result, next);
        }
        line(1);
        xml.writeEndElement();
    }

    private void writeProblems(TestResult result) throws XMLStreamException {
        begin(result, "the files are valid", 0);
        line(3);
        xml.writeStartElement("error");
        attribute("message", "there are problems, and no case was run");
        String pipeline =
                result.pipelineFile() == null ? "" : problems(result.pipelineFile(), result.pipelineProblems());
        xml.writeCharacters(harmless(problems(result.file(), result.problems()) + pipeline));
        xml.writeEndElement();
        end();
    }

    private static String problems(String file, List<Problem> problems) {
        return ProblemReport.text(file, problems);
    }

    private void write(TestResult result, CaseResult next) throws XMLStreamException {
        begin(result, next.name(), next.millis());
        if (!next.passed()) {
            List<String> lines = next.lines();
            line(3);
            xml.writeStartElement("failure");
            attribute("message", lines.get(0));
            xml.writeCharacters(harmless(String.join("\n", lines)));
            xml.writeEndElement();
        }
        end();
    }

    private void begin(TestResult result, String name, long millis) throws XMLStreamException {
        line(2);
        xml.writeStartElement("testcase");
        attribute("name", name);
        attribute("classname", result.file());
        attribute("time", seconds(millis));
    }

    private void end() throws XMLStreamException {
        line(2);
        xml.writeEndElement();
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, harmless(value));
    }

    private void line(int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }

    /** XML has no way to write most control characters. */
    private static String harmless(String text) {
        return text.replaceAll("[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?");
    }
}
