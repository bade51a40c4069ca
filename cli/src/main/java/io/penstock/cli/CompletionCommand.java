package io.penstock.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        description = "Print a completion script for bash or zsh.",
        footer = {
            "",
            "For this shell: source <(penstock completion bash)",
            "For all: put that line into ~/.bashrc or ~/.zshrc."
        })
final class CompletionCommand implements Callable<Integer> {

    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Context context;

    @Parameters(arity = "0..1", paramLabel = "bash|zsh", description = "The shell; one script serves both.")
    private Shell shell = Shell.BASH;

    CompletionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (shell == Shell.ZSH) {
            context.out().println("autoload -Uz compinit bashcompinit && compinit && bashcompinit");
        }
        context.out().print(AutoComplete.bash("penstock", Penstock.commandLine(context)));
        return ExitCodes.DONE;
    }
}
