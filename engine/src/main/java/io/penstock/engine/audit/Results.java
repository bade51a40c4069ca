package io.penstock.engine.audit;

import io.penstock.engine.VerifyReport.Account;
import java.util.ArrayList;
import java.util.List;

/** What an audit has found so far. */
final class Results {

    private final List<Account> accounts = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    void account(Account account) {
        accounts.add(account);
    }

    /** What does not hold. */
    void finding(String sentence) {
        findings.add(sentence);
    }

    /** What could not be confirmed, or is to be known. */
    void note(String sentence) {
        notes.add(sentence);
    }

    List<Account> accounts() {
        return accounts;
    }

    List<String> findings() {
        return findings;
    }

    List<String> notes() {
        return notes;
    }
}
