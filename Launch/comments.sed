# For sed -E: takes out what mpirun says of ranks that ended with an error, which the program has explained
# already. What a launcher says of its own failures stays, and so does an error line caught in between.

# Open MPI: blocks between lines of dashes, and of version 5 a zero byte.
s/\x00//g
/^-{70,}$/ {
  :more
  N
  /\n-{70,}$/ ! b more
  /\n(MPI_ABORT was invoked|Primary job +terminated|(mpirun|prterun) (detected that one|has exited due to))/ {
    /\nerror: / ! d
    s/.*\n(error: [^\n]*).*/\1/
  }
}
/ more process(es have| has) sent help message|"orte_base_help_aggregate"|show_help\.c at/ d
# Open MPI 5: its launcher could not reach a rank that had ended.
/^\[[^]]*:[0-9]+\] PMIX ERROR: PMIX_ERR_UNREACH in file / d

# MPICH: a line from the rank that aborts, and a block between lines of equals signs, with an empty line before.
/^$/ {
  $ ! {
    N
    /\n={70,}$/ ! {
      P
      D
    }
    s/^\n//
  }
}
/^Abort\([0-9]+\) on node / d
/^={70,}$/ {
  :rest
  N
  /\n={70,}$/ ! b rest
  /\n= +BAD TERMINATION OF ONE OF YOUR APPLICATION PROCESSES/ d
}
/^YOUR APPLICATION TERMINATED WITH THE EXIT STRING: / {
  N
  N
  d
}
