"""What is done to an estimator: fitting, predicting in blocks, committees, embeddings, posterior samples."""
