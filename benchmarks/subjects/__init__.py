"""What is measured, one subject a file: jobs that run in processes of their own, and the rows they give."""
